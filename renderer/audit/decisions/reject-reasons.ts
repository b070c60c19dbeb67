/** Why an episode is not used; as many as there are digits. The words are stored with the decision. */
export const REJECT_REASONS = [
  'Another task than the stated one',
  'The protocol was not followed',
  'The failure is no real failure',
  'A camera was blocked or moved',
  'Pictures missing, frozen or dark',
  'Robot data missing or wrong',
  'A hand or a person in the scene',
  'Mostly standing still',
  'Practice or a test',
] as const;
