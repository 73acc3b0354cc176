export default {
  precisionRecall: 'Precision over recall at IoU 0.5',
  f1: 'F1 over confidence',
  precision: 'Precision over confidence',
  recall: 'Recall over confidence',
  axis: {
    precision: 'Precision',
    recall: 'Recall',
    f1: 'F1',
    confidence: 'Confidence',
  },
  ofClass: 'One class',
  class: 'Class whose curves are drawn',
  chooseClass: 'Type or choose a class',
  titleOfClass: '{name}: {title}',
  noClass: 'There were no boxes of {name} to find.',
  noClasses:
    '{run} was evaluated before curves of single classes were kept. Evaluate it again to see them.',
  empty: 'No curves',
  emptyBody: 'An evaluation on annotated images stores precision, recall and F1 at every confidence.',
}
