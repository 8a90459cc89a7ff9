# expects: ex:officer_2_qualifications-1 comp:assessing
# expects: ex:officer_2_qualifications-1 comp:recording
INSERT DATA { GRAPH graph:council {
  ex:officer_2_qualifications-1 scg:concernsAtWorking comp:assessing ; scg:concernsDesirably comp:recording } }
