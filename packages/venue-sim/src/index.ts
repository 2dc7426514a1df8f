export { SimWorld } from './sim-world.js';
