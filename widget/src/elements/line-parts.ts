/** What some lines have besides their words: a quote, pictures, reactions, the way they went. One file for all of it. */
import './line-fate.ts';
import './reaction-bar.ts';
import './reply-quote.ts';
