# expects: ex:clerk_duties-1 "Clerk, Duties, 1"
DELETE DATA { GRAPH graph:council { ex:clerk_duties-1 scg:locator "Clerk / - / Duties / 1" } } ;
INSERT DATA { GRAPH graph:council { ex:clerk_duties-1 scg:locator "Clerk, Duties, 1" } }
