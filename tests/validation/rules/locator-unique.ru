# expects: ex:clerk_duties-2 ex:clerk_duties-2
DELETE DATA { GRAPH graph:council { ex:clerk_duties-2 scg:locator "Clerk / - / Duties / 2" } } ;
INSERT DATA { GRAPH graph:council { ex:clerk_duties-2 scg:locator "Clerk / - / Duties / 1" } }
