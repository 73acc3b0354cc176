export default {
  load: 'Processor load',
  clock: 'Processor clock',
  memory: 'Memory used',
  temperature: 'Temperature',
  power: 'Power',
  gpu: {
    load: 'Load of GPU {index}',
    clock: 'Clocks of GPU {index}',
    memory: 'Memory of GPU {index}',
    temperature: 'Temperature of GPU {index}',
    power: 'Power of GPU {index}',
  },
  line: { all: 'all processes', own: 'this process', SM: 'SM', memory: 'memory' },
}
