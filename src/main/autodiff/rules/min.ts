export { chosenTensor as min } from '../extremum.ts'
