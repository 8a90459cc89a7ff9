# expects: ex:clerk_b_skills-1 comp:assessing
# expects: ex:officer_2_skills-1 comp:recording
# expects: ex:officer_2_qualifications-1_option-1 comp:recording
# expects: ex:officer_2_qualifications-1_option-2 comp:assessing
INSERT DATA { GRAPH graph:council {
  ex:clerk_b_skills-1 scg:concernsAtLeading comp:assessing .
  ex:officer_2_skills-1 scg:concernsAtLeading comp:recording .
  ex:officer_2_qualifications-1_option-1 scg:proficiency prof:understanding .
  ex:officer_2_qualifications-1 scg:proficiency prof:working } }
