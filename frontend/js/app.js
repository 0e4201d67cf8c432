/**
 * What every page runs: the parts, each of which finds its own elements by `data-` attributes.
 * Nothing here knows a screen; screens are templates.
 */
import "./marks.js";
import "./commands.js";
import "./dialogs.js";
import "./boxes.js";
import "./draft.js";
import "./menu.js";
import "./quiet.js";
import "./theme.js";
import "./parts.js";
import "./pin.js";
import "./rows.js";
import "./signature.js";
import "./sliders.js";
import { startAddress } from "./address.js";
import { startAwake } from "./awake.js";
import { startClock } from "./clock.js";
import { startFresh } from "./fresh.js";
import { startCounter } from "./handover/counter.js";
import { startProof } from "./handover/proof.js";
import { startInstalled } from "./installed.js";
import { startLive } from "./live.js";
import { startLock } from "./lock/lock.js";
import { startWho } from "./lock/who.js";
import { startMine } from "./mine.js";
import { startOnline } from "./online.js";
import { startWaiting } from "./outbox/waiting.js";
import { startScan } from "./scan.js";
import { startSound } from "./sound.js";
import { startUndo } from "./undo.js";

startWho();
startLock();
startClock();
startAddress();
startFresh();
startMine();
startOnline();
startCounter();
startProof();
startWaiting();
startUndo();
startSound();
startAwake();
startScan();
startLive();
startInstalled();
