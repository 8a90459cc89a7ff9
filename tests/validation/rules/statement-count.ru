# expects: source:example source:example
DELETE WHERE { GRAPH graph:council { ex:clerk_duties-2 ?property ?value } } ;
DELETE WHERE { GRAPH graph:council { ex:clerk scg:hasDuty ex:clerk_duties-2 } }
