# expects: ex:porter_1
INSERT DATA { GRAPH graph:council { ex:porter a scg:Role ; scg:hasLevel ex:porter_1 . ex:porter_1 a scg:Level } }
