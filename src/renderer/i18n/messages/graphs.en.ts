export default {
  title: 'Graphs',
  summary: 'The model as blocks and nodes, with Q/DQ and precision.',
  empty: 'No graph open',
  emptyBody:
    'A graph shows where Q/DQ nodes stand, which layers share a scale, and what differs between two models.',
  emptyAction: 'Choose a model',
}
