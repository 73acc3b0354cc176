import { workerData } from 'node:worker_threads'
import { answerRequests } from '../../base/request-thread.ts'
import type { ShardRequest, ShardSetup } from './shard-messages.ts'
import { Shard } from './shard.ts'

// One of the threads that hold images and run models on them.
const setup: ShardSetup = workerData
const shard = new Shard(setup)

answerRequests((request: ShardRequest) => shard.answer(request), 'INFERENCE_FAILED')
