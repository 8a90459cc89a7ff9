# expects: ex:clerk_duties-2 comp:recording
# expects: ex:officer_2_skills-1 comp:planning
INSERT DATA { GRAPH graph:council {
  ex:clerk_duties-2 scg:concernsOptionally comp:recording .
  ex:officer_2_skills-1 scg:concernsDesirably comp:planning } }
