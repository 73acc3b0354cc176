export default {
  title: 'What the model sees',
  summary: 'Its input, with frames around what it finds.',
  from: 'Where the sample image is from',
  own: 'A file…',
  image: 'Image file',
  imageHint: 'Path of an image',
  choose: 'Choose an image to see what the model finds in it.',
  reading: 'Reading the model and the image…',
  running: 'Running the model on the image…',
  trying: 'Trying other colour orders and ranges of values…',
  size: '{width} × {height} px',
  alt: '{name} as the model sees it. Found: {found}',
  caption:
    '{width} × {height} px · nothing found | {width} × {height} px · {count} detection | {width} × {height} px · {count} detections',
  detections: 'Detections',
  class: 'Class',
  score: 'Score',
  box: 'Box',
  boxUnits: 'x, y, w × h px',
  trials: 'Other colour orders and ranges of values',
  usual: "the family's own",
  better: 'finds clearly more',
  scoreHelp:
    'Score: how much more the model is sure of in this image than in the same image scrambled. Small pictures: the colours as the network takes them.',
  ranges: {
    unit: '0–1',
    byte: '0–255',
    imagenet: 'ImageNet mean and deviation',
    own: 'its own mean and deviation',
  },
  verdict: {
    right: 'Colour order and normalisation look right: {usual} finds most.',
    wrong:
      '{best} finds clearly more than {usual}. Look at more images, and check how the model was trained.',
    unclear: '{best} finds slightly more than {usual}. One image cannot tell: look at others.',
    nothing:
      'Nothing is found with confidence, however the image is prepared. Choose one with objects of its classes.',
  },
}
