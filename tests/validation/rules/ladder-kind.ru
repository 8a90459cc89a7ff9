# expects: ex:clerk ex:clerk
DELETE DATA { GRAPH graph:council { ex:clerk a scg:Role } } ;
INSERT DATA { GRAPH graph:council { ex:clerk a scg:Ladder } }
