/**
 * Bytes of a file that is no picture. As much as Discord takes in one request, and three times what people post there without
 * paying: letters, scripts and short films come, whole films stay where they are. It is also what one download holds in
 * memory.
 */
export const MAX_FILE_BYTES = 25 * 1024 * 1024;
