/** User settings that keep VS Code to itself: no telemetry, no updates, no welcome, no assistant. */
export const quietSettings = {
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'workbench.startupEditor': 'none',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'security.workspace.trust.enabled': false,
  'npm.fetchOnlinePackageInfo': false,
  'samUnet.walkthrough': 'off',
  // The VS Code in the browser saves by itself, the desktop one does not: masks are written when a person says so.
  'files.autoSave': 'off',
};
