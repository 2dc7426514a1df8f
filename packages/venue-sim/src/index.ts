export { SimWorld, type Turn } from './sim-world.js';
