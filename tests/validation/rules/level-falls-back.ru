# expects: ex:officer_2 comp:planning
# expects: ex:officer_2 comp:recording
DELETE DATA { GRAPH graph:council {
  ex:officer_2_knowledge-1 scg:proficiency prof:working ; scg:concerns comp:planning } } ;
INSERT DATA { GRAPH graph:council {
  ex:officer_2_knowledge-1 scg:concernsAtAwareness comp:planning ; scg:concernsAtWorking comp:recording .
  ex:officer_1 scg:requires ex:officer_1_values-1 . ex:officer_2 scg:requires ex:officer_2_values-1 .
  ex:officer_1_values-1 a scg:PersonalRequirement ; scg:concernsAtLeading comp:recording ; scg:concernsAtWorking comp:planning .
  ex:officer_2_values-1 a scg:PersonalRequirement ; scg:concernsAtWorking comp:recording ; scg:concerns comp:planning } }
