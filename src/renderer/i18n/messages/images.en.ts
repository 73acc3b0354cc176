export default {
  unreadable: 'The image cannot be read.',
  unreadableFile: 'The image cannot be read: {path}',
}
