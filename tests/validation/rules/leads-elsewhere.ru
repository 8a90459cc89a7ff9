# expects: ex:clerk ex:clerk
INSERT DATA { GRAPH graph:council { ex:clerk scg:reportsTo ex:clerk , ex:officer } }
