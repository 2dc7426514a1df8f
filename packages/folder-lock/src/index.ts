export { FolderLock, type LockNames } from './folder-lock.js';
export { makeFolder } from './make-folder.js';
