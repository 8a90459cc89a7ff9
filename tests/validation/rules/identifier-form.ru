# expects: ex:Clerk_Duties-9 ex:Clerk_Duties-9
INSERT DATA { GRAPH graph:council { ex:Clerk_Duties-9 a scg:Duty } }
