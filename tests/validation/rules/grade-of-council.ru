# expects: ex:clerk_a <https://w3id.org/scgraph/grade/other/4>
INSERT DATA { GRAPH graph:council {
  id:other a org:Organization ; scg:offers ex:elsewhere .
  grade:other a scg:GradeScheme . grade:national a scg:GradeScheme .
  <https://w3id.org/scgraph/grade/other/4> a scg:Grade ; skos:inScheme grade:other .
  <https://w3id.org/scgraph/grade/national/4> a scg:Grade ; skos:inScheme grade:national .
  ex:clerk_a scg:atGrade <https://w3id.org/scgraph/grade/other/4> .
  ex:clerk_b scg:atGrade <https://w3id.org/scgraph/grade/national/4> } }
