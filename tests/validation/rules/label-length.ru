# expects: ex:officer_2 "Officer at the second level of the ladder, with everything that this level brings with it today"@en
# expects: ex:officer_2_qualifications-1_option-1 "Level 3 diploma in any of the many subjects that councils have ever had any use for at this level"@en
INSERT DATA { GRAPH graph:council {
  ex:officer_2 skos:prefLabel "Officer at the second level of the ladder, with everything that this level brings with it today"@en .
  ex:officer_2_qualifications-1_option-1 skos:prefLabel
    "Level 3 diploma in any of the many subjects that councils have ever had any use for at this level"@en } }
