# expects: ex:clerk_b_skills-1
# expects: ex:officer_2_qualifications-1_option-1
INSERT DATA { GRAPH graph:council {
  ex:clerk_b_skills-1 scg:proficiency prof:understanding .
  ex:officer_2_qualifications-1_option-1 scg:proficiency prof:awareness , prof:working } }
