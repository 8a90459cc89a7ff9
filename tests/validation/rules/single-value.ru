# expects: ex:officer_1_registration-1
# expects: ex:officer_2_experience-1
# expects: ex:officer_2_qualifications-1_option-1
# expects: ex:clerk_a_qualifications-1
INSERT DATA { GRAPH graph:council {
  ex:officer_1_registration-1 scg:registrationWith body:swe .
  ex:officer_2_experience-1 scg:experienceAt ex:clerk_a .
  ex:officer_2_qualifications-1_option-1 scg:asksQualification qual:rqf-2 .
  ex:clerk_a_qualifications-1 scg:recognisedBy body:hcpc , body:swe } }
