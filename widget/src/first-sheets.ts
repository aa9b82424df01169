import './styles/tokens.ts';
import './matinee-room.styles.ts';
import './elements/message-item.styles.ts';
import './elements/composer.styles.ts';
import './elements/message-list.styles.ts';
