# expects: ex:clerk_values-1 ex:clerk_values-1
DELETE DATA { GRAPH graph:council { ex:clerk_values-1 a scg:PersonalRequirement } } ;
INSERT DATA { GRAPH graph:council { ex:clerk_values-1 a scg:Requirement } }
