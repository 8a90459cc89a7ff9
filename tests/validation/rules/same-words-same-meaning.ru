# expects: ex:clerk_duties-2 ex:clerk_duties-2
DELETE DATA { GRAPH graph:council { ex:clerk_duties-2 skos:definition "Leads on records."@en } } ;
INSERT DATA { GRAPH graph:council { ex:clerk_duties-2 skos:definition "Writes records of visits."@en } }
