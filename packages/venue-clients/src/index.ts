export { SimulationClient } from './simulation-client.js';
export {
  VenueClientFactory,
  type ClientWanted,
  type VenueClientFactoryOptions,
} from './venue-client-factory.js';
