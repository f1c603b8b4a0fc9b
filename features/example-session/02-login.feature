@example-session @login @notification
Feature: Example session 2: Alice signs in at the notification server

  The versions are agreed on again, the server hands out a Passport challenge, and Alice's client comes back with a ticket from a real
  HTTPS exchange with the nexus and the login server.

  Scenario Outline: Alice signs in with a Passport ticket, the kit plays the <kit>
    Given the kit plays the <kit>
    And Alice has been sent to the notification server
    When Alice signs in:
      """
      # C-VER-01
      >>> VER <ver=4> <dialects=MSNP8 CVR0>\r\n
      # S-VER-01
      <<< VER <ver> <agreed=MSNP8 CVR0>\r\n
      # Q-03: the original repeats the transaction id 2 here
      # C-CVR-01
      >>> CVR <cvr=5> <lcid=0x0409> <ostype=win> <osver=4.10> <arch=i386> <clientname=MSNMSGR> <clientver=5.0.0544> <id=MSMSGS> <alice=alice@passport.com>\r\n
      # S-CVR-01
      <<< CVR <cvr> <recommended=6.0.0602> <recommended2=6.0.0602> <minimum=1.0.0000> <rest-urls=http://download.microsoft.com/download/8/a/4/8a42bcae-f533-4468-b871-d2bc8dd32e9e/SETUP9x.EXE http://messenger.msn.com>\r\n
      # Q-01: the original has alice@hotmail.com here
      # C-USR-01
      >>> USR <usr=6> TWN I <alice>\r\n
      # S-USR-01 S-USR-03
      <<< USR <usr> TWN S <token=lc=1033,id=507,tw=40,fs=1,ru=http%3A%2F%2Fmessenger%2Emsn%2Ecom,ct=1062764229,kpp=1,kv=5,ver=2.1.0173.1,tpf=43f8a4c8ed940c04e3740be46c4d1619>\r\n
      # C-AUT-01
      >>> USR <ok=7> TWN S <ticket=t=53*1hAu8ADuD3TEwdXoOMi08sD*2!cMrntTwVMTjoB3p6stWTqzbkKZPVQzA5NOt19SLI60PY!b8K4YhC!Ooo5ug$$&p=5eKBBC!yBH6ex5mftp!a9DrSb0B3hU8aqAWpaPn07iCGBw5akemiWSd7t2ot!okPvIR!Wqk!MKvi1IMpxfhkao9wpxlMWYAZ!DqRfACmyQGG112Bp9xrk04!BVBUa9*H9mJLoWw39m63YQRE1yHnYNv08nyz43D3OnMcaCoeSaEHVM7LpR*LWDme29qq2X3j8N>\r\n
      # S-USR-04
      <<< USR <ok> OK <alice> <name=Alice> <verified=1> <restricted=0>\r\n
      """
    Then Alice goes on to synchronise

    @certify-client @C-AUT-09 @C-VER-01 @C-VER-02 @C-VER-03 @C-CVR-01 @C-CVR-02 @C-CVR-03 @C-CVR-04 @C-USR-01 @C-USR-02 @C-USR-03 @C-XFR-01 @C-AUT-01 @C-AUT-02 @C-AUT-03 @C-AUT-04 @C-TRI-01 @C-TRI-02 @C-SYN-01
    Examples:
      | kit    |
      | server |

    @certify-server @S-VER-01 @S-VER-07 @S-CVR-01 @S-USR-01 @S-USR-03 @S-USR-04 @S-LOG-02
    Examples:
      | kit    |
      | client |
