export { chosenElement as reduceMin } from '../extremum.ts'
