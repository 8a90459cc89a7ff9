# expects: ex:officer
# expects: ex:clerk_a
INSERT DATA { GRAPH graph:council {
  ex:officer scg:registrationBody body:swe .
  ex:clerk_a scg:atGrade <https://w3id.org/scgraph/grade/example/5> .
  ex:clerk_b scg:jobTitle "Clerk"@en } }
