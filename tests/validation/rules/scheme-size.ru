# expects: <https://w3id.org/scgraph/competency/>
CLEAR SILENT GRAPH graph:none
