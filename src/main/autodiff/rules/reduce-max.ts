export { chosenElement as reduceMax } from '../extremum.ts'
