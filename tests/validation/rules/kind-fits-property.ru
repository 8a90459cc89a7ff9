# expects: ex:clerk_duties-2 ex:clerk_duties-2
DELETE DATA { GRAPH graph:council { ex:clerk scg:hasDuty ex:clerk_duties-2 } } ;
INSERT DATA { GRAPH graph:council { ex:clerk scg:hasPurpose ex:clerk_duties-2 } }
