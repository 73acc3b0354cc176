export default {
  search: 'Class',
  name: 'Class',
  boxes: 'Boxes',
  detections: 'Detections',
  change: 'Δ AP',
  count: '{count} class | {count} classes',
  hint: 'Enter shows the images of a class.',
  empty: 'No figures by class',
  emptyBody:
    'An evaluation on annotated images stores AP for each class. This run was not evaluated on such images.',
  noMatch: 'No class of that name.',
}
