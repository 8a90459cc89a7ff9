# expects: ex:clerk_a <https://w3id.org/scgraph/grade/other/4>
# expects: ex:officer_1 <https://w3id.org/scgraph/grade/absent/7>
INSERT DATA { GRAPH graph:council {
  id:other a org:Organization ; scg:offers ex:elsewhere .
  grade:other a scg:GradeScheme . grade:national a scg:GradeScheme ; dcterms:source source:national .
  grade:absent a scg:GradeScheme ; dcterms:source source:absent .
  source:national a foaf:Document .
  <https://w3id.org/scgraph/grade/other/4> a scg:Grade ; skos:inScheme grade:other .
  <https://w3id.org/scgraph/grade/national/4> a scg:Grade ; skos:inScheme grade:national .
  <https://w3id.org/scgraph/grade/absent/7> a scg:Grade ; skos:inScheme grade:absent .
  ex:clerk_a scg:atGrade <https://w3id.org/scgraph/grade/other/4> .
  ex:officer_1 scg:atGrade <https://w3id.org/scgraph/grade/absent/7> .
  ex:clerk_b scg:atGrade <https://w3id.org/scgraph/grade/national/4> } }
