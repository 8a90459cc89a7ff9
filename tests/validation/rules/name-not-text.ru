# expects: ex:clerk_duties-1 "recording"@en
# expects: ex:officer_2 "5"
INSERT DATA { GRAPH graph:council { ex:clerk_duties-1 scg:concerns "recording"@en . ex:officer_2 scg:atGrade "5" } }
