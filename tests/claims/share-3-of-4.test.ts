import { judgeShare } from './judge-share.ts';

judgeShare(2, 4);
