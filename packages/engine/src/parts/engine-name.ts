/** The name that the engine's own events and health reports carry. */
export const ENGINE = 'EventDrivenStrategyEngine';
