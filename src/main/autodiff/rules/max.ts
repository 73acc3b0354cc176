export { chosenTensor as max } from '../extremum.ts'
