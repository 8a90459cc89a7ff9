# expects: ex:clerk_a_qualifications-1 "yes"
DELETE DATA { GRAPH graph:council { ex:clerk_a_qualifications-1 scg:workingTowards true } } ;
INSERT DATA { GRAPH graph:council { ex:clerk_a_qualifications-1 scg:workingTowards "yes" } }
