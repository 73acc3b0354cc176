export default {
  load: '处理器负载',
  clock: '处理器频率',
  memory: '已用内存',
  temperature: '温度',
  power: '功耗',
  gpu: {
    load: 'GPU {index} 负载',
    clock: 'GPU {index} 频率',
    memory: 'GPU {index} 显存',
    temperature: 'GPU {index} 温度',
    power: 'GPU {index} 功耗',
  },
  line: { all: '所有进程', own: '本进程', SM: 'SM', memory: '显存' },
}
