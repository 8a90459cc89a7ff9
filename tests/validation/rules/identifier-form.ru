# expects: ex:Clerk_Duties-9 ex:Clerk_Duties-9
# expects: ex:Clerk_Duties-9_Option-1 ex:Clerk_Duties-9_Option-1
INSERT DATA { GRAPH graph:council { ex:Clerk_Duties-9 a scg:Duty . ex:Clerk_Duties-9_Option-1 a scg:Option } }
