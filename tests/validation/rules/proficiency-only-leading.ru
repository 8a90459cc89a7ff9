# expects: ex:clerk_duties-1 prof:working
INSERT DATA { GRAPH graph:council { ex:clerk_duties-1 scg:proficiency prof:working } }
