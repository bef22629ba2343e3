import { judgeShare } from './judge-share.ts';

judgeShare(0, 4);
