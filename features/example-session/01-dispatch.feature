@example-session @login @dispatch
Feature: Example session 1: the dispatch server sends Alice on

  Alice's client asks the dispatch server first. It is told which notification server to use, and the dispatch server closes.

  Scenario Outline: Alice calls at the dispatch server, the kit plays the <kit>
    Given the kit plays the <kit>
    And Alice is about to sign in
    When Alice calls at the dispatch server:
      """
      # C-VER-01
      >>> VER <ver=1> <dialects=MSNP8 CVR0>\r\n
      # S-VER-01
      <<< VER <ver> <agreed=MSNP8 CVR0>\r\n
      # C-CVR-01
      >>> CVR <cvr=2> <lcid=0x0409> <ostype=win> <osver=4.10> <arch=i386> <clientname=MSNMSGR> <clientver=5.0.0544> <id=MSMSGS> <alice=alice@passport.com>\r\n
      # Q-01: the original has example@passport.com here
      # S-CVR-01
      <<< CVR <cvr> <recommended=6.0.0602> <recommended2=6.0.0602> <minimum=1.0.0000> <rest-urls=http://download.microsoft.com/download/8/a/4/8a42bcae-f533-4468-b871-d2bc8dd32e9e/SETUP9x.EXE http://messenger.msn.com>\r\n
      # C-USR-01
      >>> USR <usr=3> TWN I <alice>\r\n
      # C-XFR-01 S-USR-01
      <<< XFR <usr> NS <notification=207.46.107.95:1863> 0 <dispatch=207.46.104.20:1863>\r\n
      # S-USR-02
      <<< (close)
      """
    Then Alice signs in at the notification server

    @certify-client @C-VER-01 @C-VER-02 @C-VER-03 @C-CVR-01 @C-CVR-02 @C-CVR-03 @C-CVR-04 @C-USR-01 @C-USR-02 @C-USR-03 @C-XFR-01 @C-XFR-05 @C-TRI-01 @X-FRM-01 @X-FRM-02
    Examples:
      | kit    |
      | server |

    @certify-server @S-VER-01 @S-VER-02 @S-VER-07 @S-CVR-01 @S-USR-01 @S-USR-02 @X-FRM-01 @X-FRM-02
    Examples:
      | kit    |
      | client |
