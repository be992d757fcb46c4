/**
 * ComfyUI's pitfalls, by their numbers in the project's facts, each with the remedy and a test that fails without it. Checked by taking the
 * remedy out (each of those in the middle column was edited away, the test run, and seen to fail):
 *
 * <table>
 * <caption>B is BackendFailuresTest, P PitfallsTest, S SeedApiTest</caption>
 * <tr><td>1</td><td>GraphStructure refuses a node without inputs; BackendDriver.health quarantines what is silent</td>
 * <td>GraphStructureTest.shouldSayWhatIsWrong…; B.Silence.shouldQuarantine…</td></tr>
 * <tr><td>2</td><td>FrameReader takes executing null for the end, not execution_success</td><td>P.pitfall02</td></tr>
 * <tr><td>3</td><td>ComfyOutcome looks at the last message</td><td>ComfyOutcomeTest.shouldTellErrorFromInterrupt…; S.ExecutionInfo</td></tr>
 * <tr><td>4</td><td>BackendDriver.connect makes up a client id for each connection</td><td>B.Silence.shouldGoOnWithANewClientId…</td></tr>
 * <tr><td>5</td><td>Runs.check asks beside the socket</td><td>B.Silence.shouldFindTheResultByItself_whenAnotherReaderStalls…</td></tr>
 * <tr><td>6</td><td>FrameReader bears frames without a prompt id</td><td>FrameReaderTest.shouldBearTheFrameOfAReconnect…</td></tr>
 * <tr><td>7</td><td>Runs.find goes by the prompt id</td><td>P.pitfall07</td></tr>
 * <tr><td>8</td><td>Ending.missing runs the saving node again</td><td>B.Answers.shouldRunTheSavingNodeAgain…</td></tr>
 * <tr><td>9</td><td>Outputs.copy keeps bytes by hash, not by name</td><td>B.Answers.shouldCopyTheRightBytes…</td></tr>
 * <tr><td>10</td><td>Runs.notSent asks before it sends again</td><td>B.Answers.shouldNotRunTwice…</td></tr>
 * <tr><td>11</td><td>Runs.number rises; Router leaves two at most to a server</td><td>B.Order.shouldRunInTheOrderOfArrival,
 * shouldKeepTheServersQueueShort</td></tr>
 * <tr><td>12</td><td>ComfyClient.submit refuses an answer with node_errors</td><td>ComfyClientTest.pitfall12</td></tr>
 * <tr><td>13</td><td>ComfyClient.outcome says nothing of an empty history; Runs.search asks the queue</td><td>ComfyClientTest.pitfall13;
 * B.Answers.shouldSendAgain…</td></tr>
 * <tr><td>14</td><td>Ending.lost sends the job again</td><td>B.Death.shouldRunTheJobAgain… (each frame)</td></tr>
 * <tr><td>15</td><td>ComfyClient.outcome asks for one history</td><td>P.pitfall15</td></tr>
 * <tr><td>16</td><td>ComfyClient.cancel names the prompt; the atomic cancel first</td><td>P.pitfall16; B.Versions.shouldWorkWithRecent…</td></tr>
 * <tr><td>17</td><td>Ending.outOfMemory frees, then moves; Runs knows a faulty card</td><td>B.Memory (four, one remedy each)</td></tr>
 * <tr><td>18</td><td>Dispatch.files brings files at each attempt</td><td>P.pitfall18; S.Generate.shouldBringUploads…</td></tr>
 * <tr><td>19</td><td>ComfyHttp.empty reads no body and adds no slash</td><td>ComfyClientTest.pitfall19; B.Order.shouldCancelAJob…</td></tr>
 * <tr><td>20</td><td>ComfyHttp.options passes no Origin on; ComfyClients takes 64 MiB</td><td>P.pitfall20; ComfyClientTest.pitfall20</td></tr>
 * <tr><td>21</td><td>FrameReader.progress by display node; Run.advance weighs and clamps</td><td>FrameReaderTest.shouldCountExpanded…;
 * S.Socket.shouldTellTheJob…; P.pitfall21</td></tr>
 * <tr><td>22</td><td>Outputs.copy strips PNGs</td><td>P.pitfall22</td></tr>
 * <tr><td>23</td><td>GraphStructure knows the editor's format</td><td>GraphStructureTest.shouldNameTheMistake…</td></tr>
 * <tr><td>24</td><td>GraphStructure refuses such a prefix</td><td>P.pitfall24</td></tr>
 * <tr><td>25</td><td>Workflow.with keeps numbers as they are</td><td>S.Generate.shouldTakeAnIntForAFloat…; WorkflowFilesTest.shouldFillInputs…</td></tr>
 * <tr><td>26</td><td>SeedFrame sends both keys; SeedHistory says its reason and is a form</td><td>S.Socket.shouldTellTheJob…; S.History</td></tr>
 * </table>
 */
package io.trestle.comfy.driving;
