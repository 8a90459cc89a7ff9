# expects: ex:porter
INSERT DATA { GRAPH graph:council { ex:porter a scg:Role } }
