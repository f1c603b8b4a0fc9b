@example-session @robustness
Feature: Example session 11: the oddities of the original

  Where the published session contradicts itself, the sections before this one play the corrected line. Here the literal lines are played: a
  peer need not send them, and should survive them. Segments cut at every byte are here too.

  Rule: C-VER-03 C-VER-07 The dialect reply has had two forms (Q-04)

    @certify-client @login @C-VER-03
    Example: The reply repeats the whole offer
      Given the kit plays the server
      And Alice is about to sign in
      When Alice calls at the dispatch server:
        """
        # C-VER-01
        >>> VER <ver=1> <dialects=MSNP8 CVR0>\r\n
        # C-VER-03
        <<< VER <ver> MSNP8 CVR0\r\n
        # C-VER-03
        >>> CVR <cvr=2> <rest-cvr=0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS alice@passport.com>\r\n
        <<< CVR <cvr> 1.0.0000 1.0.0000 1.0.0000 http://messenger.msn.com http://messenger.msn.com\r\n
        """
      Then Alice signs in at the notification server

    @certify-client @login @C-VER-07
    Example: The reply names the dialect alone
      Given the kit plays the server
      And Alice is about to sign in
      When Alice calls at the dispatch server:
        """
        # C-VER-01
        >>> VER <ver=1> <dialects=MSNP8 CVR0>\r\n
        # C-VER-07
        <<< VER <ver> MSNP8\r\n
        # C-VER-07
        >>> CVR <cvr=2> <rest-cvr=0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS alice@passport.com>\r\n
        <<< CVR <cvr> 1.0.0000 1.0.0000 1.0.0000 http://messenger.msn.com http://messenger.msn.com\r\n
        """
      Then Alice signs in at the notification server

  Rule: S-LOG-02 Transaction ids may restart or repeat (Q-03)

    @certify-server @login @S-LOG-02
    Example: VER 4, CVR 2, USR 6, as the original has it
      Given the kit plays the client
      And Alice has been sent to the notification server
      When Alice sends:
        """
        # S-LOG-02
        >>> VER 4 MSNP8 CVR0\r\n
        # S-LOG-02
        <<< VER 4 <dialects=MSNP8 CVR0>\r\n
        >>> CVR 2 0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS <alice>\r\n
        # S-LOG-02
        <<< CVR 2 <recommended=6.0.0602> <recommended2=6.0.0602> <minimum=1.0.0000> <rest-urls=http://messenger.msn.com>\r\n
        >>> USR 6 TWN I <alice>\r\n
        # S-LOG-02
        <<< USR 6 TWN S <token=lc=1033>\r\n
        >>> USR 7 TWN S <ticket=t=1&p=1>\r\n
        # S-USR-04
        <<< USR 7 OK <alice> <name=Alice> <verified=1> <restricted=0>\r\n
        """
      Then Alice goes on to synchronise

    @certify-server @login @S-LOG-02
    Example: The same transaction id three times
      Given the kit plays the client
      And Alice has been sent to the notification server
      When Alice sends:
        """
        >>> VER 1 MSNP8 CVR0\r\n
        # S-LOG-02
        <<< VER 1 <dialects=MSNP8 CVR0>\r\n
        >>> CVR 1 0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS <alice>\r\n
        # S-LOG-02
        <<< CVR 1 <recommended=6.0.0602> <recommended2=6.0.0602> <minimum=1.0.0000> <rest-urls=http://messenger.msn.com>\r\n
        >>> USR 1 TWN I <alice>\r\n
        # S-LOG-02
        <<< USR 1 TWN S <token=lc=1033>\r\n
        >>> USR 1 TWN S <ticket=t=1&p=1>\r\n
        # S-USR-04
        <<< USR 1 OK <alice> <name=Alice> <verified=1> <restricted=0>\r\n
        """
      Then Alice goes on to synchronise

  Rule: S-LOG-03 The account in CVR need not be that of USR (Q-01)

    @certify-server @login @S-LOG-03
    Example: The original's example@passport.com in CVR
      Given the kit plays the client
      And Alice is signed in
      And Alice has been sent to the notification server
      When Alice sends:
        """
        >>> VER <ver=4> MSNP8 CVR0\r\n
        # S-VER-01
        <<< VER <ver> <dialects=MSNP8 CVR0>\r\n
        >>> CVR <cvr=5> 0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS example@passport.com\r\n
        # S-LOG-03
        <<< CVR <cvr> <recommended=6.0.0602> <recommended2=6.0.0602> <minimum=1.0.0000> <rest-urls=http://messenger.msn.com>\r\n
        >>> USR <usr=6> TWN I <alice>\r\n
        # S-LOG-03
        <<< USR <usr> TWN S <token=lc=1033>\r\n
        >>> USR <ok=7> TWN S <ticket=t=1&p=1>\r\n
        # S-LOG-03
        <<< USR <ok> OK <alice> <name=Alice> <verified=1> <restricted=0>\r\n
        """
      Then Alice goes on to synchronise

  Rule: C-SYN-11 A contact line without its nickname does no harm (Q-12)

    @certify-client @lists @C-SYN-11
    Example: Dave has no nickname
      Given the kit plays the server
      And Alice is signed in
      When Alice synchronises:
        """
        # C-SYN-01
        >>> SYN <syn=8> <cached=6>\r\n
        <<< SYN <syn> 27 1 4\r\n
            GTC A\r\n
            BLP AL\r\n
            LSG 0 Other%20Contacts 0\r\n
            LSG 1 Coworkers 0\r\n
            LSG 2 Friends 0\r\n
            LSG 3 Family 0\r\n
            LST dave@passport.com 1 1,2,3\r\n
        """
      Then Alice still answers

  Rule: C-PRS-02 Presence of somebody who is in no list does no harm (Q-17)

    @certify-client @presence @C-PRS-02
    Example: Emily is busy
      Given the kit plays the server
      And Alice is signed in and synchronised
      When Alice becomes visible and allows Fred:
        """
        # C-CHG-01
        >>> CHG <chg=9> <status=NLN> <rest-client-id=0>\r\n
        <<< CHG <chg> <status> <rest-client-id>\r\n
            ILN <chg> BSY emily@passport.com Emily 268435492\r\n
        """
      Then Alice still answers

  Rule: C-LST-08 A group behind an addition to the allow list does no harm (Q-16)

    @certify-client @lists @C-LST-08
    Example: ADD 10 AL 28 fred@passport.com Fred 1
      Given the kit plays the server
      And the accounts stand as in the example session
      And Alice is signed in and synchronised
      When Alice becomes visible and allows Fred:
        """
        # C-CHG-01
        >>> CHG <chg=9> <status=NLN> <rest-client-id=0>\r\n
        <<< CHG <chg> <status> <rest-client-id>\r\n
            ADD 10 AL 28 fred@passport.com Fred 1\r\n
        """
      Then Alice still answers

  Rule: C-SYN-06 C-SYN-07 C-SYN-08 What a contact line may have is taken one by one

    @certify-client @lists @C-SYN-06
    Example: A number behind the last contact
      Given the kit plays the server
      And Alice is signed in
      When Alice synchronises:
        """
        # C-SYN-01
        >>> SYN <syn=8> <cached=6>\r\n
        <<< SYN <syn> 27 1 1\r\n
            GTC A\r\n
            BLP AL\r\n
            LSG 0 Other%20Contacts 0\r\n
            LST <carol=carol@passport.com> Carol 3 0\r\n
            BPR PHM 9876-54321\r\n
        """
      Then Alice still answers

    @certify-client @lists @C-SYN-07
    Example: Contacts that are not on the forward list, with and without groups
      Given the kit plays the server
      And Alice is signed in
      When Alice synchronises:
        """
        # C-SYN-01
        >>> SYN <syn=8> <cached=6>\r\n
        <<< SYN <syn> 27 2 1\r\n
            GTC A\r\n
            BLP AL\r\n
            LSG 0 Other%20Contacts 0\r\n
            LST <eve=eve@passport.com> Eavesdropper 12\r\n
            LST <fred=fred@passport.com> Fred 8 0\r\n
        """
      Then Alice still answers

    @certify-client @lists @C-SYN-08
    Example: A contact in three groups
      Given the kit plays the server
      And Alice is signed in
      When Alice synchronises:
        """
        # C-SYN-01
        >>> SYN <syn=8> <cached=6>\r\n
        <<< SYN <syn> 27 1 4\r\n
            GTC A\r\n
            BLP AL\r\n
            LSG 0 Other%20Contacts 0\r\n
            LSG 1 Coworkers 0\r\n
            LSG 2 Friends 0\r\n
            LSG 3 Family 0\r\n
            LST <dave=dave@passport.com> Dave 1 1,2,3\r\n
        """
      Then Alice still answers
      And Alice's client knows these contacts (C-SYN-08):
        | contact | lists | groups |
        | Dave    | FL    | 1,2,3  |

  Rule: X-FRM-07 Several commands in one segment are all handled

    @certify-client @lists @X-FRM-07
    Example: The whole list comes in one segment
      Given the kit plays the server
      And Alice is signed in
      When Alice synchronises:
        """
        # C-SYN-01
        >>> SYN <syn=8> <cached=6>\r\n
        <<< SYN <syn> 27 1 1\r\n
            GTC A\r\n
            BLP AL\r\n
            LSG 0 Other%20Contacts 0\r\n
            LST <bob=bob@passport.com> Bob 11 0\r\n
        """
      Then Alice's client knows these contacts (X-FRM-07):
        | contact | lists    | groups |
        | Bob     | FL,AL,RL | 0      |

  Rule: C-PRO-02 Profile headers that are unknown, empty or in other letters do no harm (Q-07)

    @certify-client @C-PRO-02
    Example: A profile with an unknown header and empty values
      Given the kit plays the server
      And Alice has been let in
      When the server describes Alice's account:
        """
        # C-PRO-02
        <<< MSG Hotmail Hotmail 161\r\n
            MIME-Version: 1.0\r\n
            Content-Type: text/x-msmsgsprofile; charset=UTF-8\r\n
            LoginTime: 1050223062\r\n
            X-Unknown: 1\r\n
            Age: \r\n
            Gender:\r\n
            preferredemail: alice@passport.com\r\n
            \r\n
        """
      Then Alice goes on to synchronise
      And Alice still answers

  Rule: X-FRM-08 A segment of one space counts (Q-13)

    @certify-client @lists @X-FRM-08
    Example: Dave's number comes with a segment that is a single space
      Given the kit plays the server
      And Alice is signed in
      When Alice synchronises:
        """
        # C-SYN-01
        >>> SYN <syn=8> <cached=6>\r\n
        <<< SYN <syn> 27 1 1\r\n
            GTC A\r\n
            BLP AL\r\n
            LSG 0 Other%20Contacts 0\r\n
            LST <dave=dave@passport.com> Dave 1 0\r\n
            BPR PH
        <<< W
        <<< \x20
        <<< 2.71841844\r\n
        """
      Then Alice's client knows these contacts (X-FRM-08):
        | contact | PHW        |
        | Dave    | 2.71841844 |

  Rule: X-FRM-06 Segments may be cut anywhere

    @certify-client @lists @X-FRM-06 @X-FRM-08
    Example: The list comes byte by byte
      Given the kit plays the server
      And the accounts stand as in the example session
      And Alice is signed in
      When the server sends, byte by byte:
        """
        # C-SYN-01
        >>> SYN <syn=8> <cached=6>\r\n
        <<< SYN <syn> 27 2 2\r\n
            GTC A\r\n
            BLP AL\r\n
            PRP PHH 01%20234\r\n
            LSG 0 Other%20Contacts 0\r\n
            LSG 1 Coworkers 0\r\n
            LST <bob=bob@passport.com> Bob 11 0\r\n
            BPR MOB Y\r\n
            LST <dave=dave@passport.com> Dave 1 1\r\n
            BPR PHW 2.71841844\r\n
        """
      Then Alice still answers
      And Alice's client knows these contacts (X-FRM-06):
        | contact | lists    | groups | PHW        |
        | Bob     | FL,AL,RL | 0      |            |
        | Dave    | FL       | 1      | 2.71841844 |

    @certify-server @login @X-FRM-06 @X-FRM-08
    Example: Alice signs in and becomes visible byte by byte
      Given the kit plays the client
      And Alice has been sent to the notification server
      When Alice sends, byte by byte:
        """
        >>> VER <ver=4> MSNP8 CVR0\r\n
        # X-FRM-06
        <<< VER <ver> <dialects=MSNP8 CVR0>\r\n
        >>> CVR <cvr=5> 0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS <alice>\r\n
        # X-FRM-06
        <<< CVR <cvr> <recommended=6.0.0602> <recommended2=6.0.0602> <minimum=1.0.0000> <rest-urls=http://messenger.msn.com>\r\n
        >>> USR <usr=6> TWN I <alice>\r\n
        # X-FRM-06
        <<< USR <usr> TWN S <token=lc=1033>\r\n
        >>> USR <ok=7> TWN S <ticket=t=1&p=1>\r\n
        # S-USR-04
        <<< USR <ok> OK <alice> <name=Alice> <verified=1> <restricted=0>\r\n
        >>> SYN <syn=8> 0\r\n
        # X-FRM-06
        <<< SYN <syn> <version=27> <contacts=0> <groups=1>\r\n
        >>> CHG <chg=9> NLN 24\r\n
        # X-FRM-06
        <<< CHG <chg> NLN 24\r\n
        """
      Then Alice still answers

    @certify-server @presence @X-FRM-08
    Example: A segment that is a single space
      Given the kit plays the client
      And Alice is signed in and synchronised
      When Alice sends:
        """
        >>> CHG
        >>> \x20
        >>> <chg=9> NLN
        >>> \x20
        >>> 24\r\n
        # X-FRM-08
        <<< CHG <chg> NLN 24\r\n
        """
      Then Alice still answers

  Rule: X-ENC-01 A space and a percent sign are encoded

    @certify-client @X-ENC-01
    Example: Alice takes a name with a space and a percent sign
      Given the kit plays the server
      And Alice is online
      When Alice takes the name "a b%c":
        """
        # X-ENC-01
        >>> REA <rea=14> <alice=alice@passport.com> a%20b%25c\r\n
        <<< REA <rea> <version=29> <alice> a%20b%25c\r\n
        """
      Then Alice still answers

    @certify-server @X-ENC-01
    Example: A group with a space and a percent sign in its name
      Given the kit plays the client
      And Alice is signed in and synchronised
      When Alice sends:
        """
        >>> ADG <adg=9> Old%20%25%20friends 0\r\n
        # X-ENC-01 S-GRP-01
        <<< ADG <adg> <version=28> Old%20%25%20friends <group=1> 0\r\n
        >>> RMG <rmg=10> <group>\r\n
        # S-GRP-03
        <<< RMG <rmg> <removed=29> <group>\r\n
        """
      Then Alice still answers

  Rule: S-REM-02 Bob is in no allow list when he is blocked already (Q-09)

    @certify-server @lists @S-REM-02 @S-ADD-06 @X-ERR-01
    Example: REM AL and ADD BL of somebody who is blocked
      Given the kit plays the client
      And the accounts stand as in the example session
      And Alice is online
      When Alice sends:
        """
        >>> REM <rem=15> AL <eve>\r\n
        # S-REM-02
        <<< 216 <rem>\r\n
        >>> ADD <add=16> BL <eve> Eavesdropper\r\n
        # S-ADD-06
        <<< 215 <add>\r\n
        """
      Then Alice still answers

  Rule: S-CHL-06 The answer to a challenge is framed by its length

    @certify-server @challenge @S-CHL-06 @X-FRM-09
    Example: The answer is cut at every byte, and PNG is glued behind it
      Given the kit plays the client
      # She answers a challenge in one piece: a server that takes no answer at all does not fail for the cuts.
      And Alice is online
      And Alice is signed in and synchronised
      When Alice sends:
        """
        >>> CHG <chg=9> NLN 0\r\n
        # S-CHG-01
        <<< CHG <chg> NLN 0\r\n
        # S-CHL-01
        <<< CHL 0 <challenge=29409134351025259292>\r\n
        """
      And Alice sends, byte by byte:
        """
        >>> QRY <qry=11> msmsgs@msnmsgr.com 32\r\n
            <digest>PNG\r\n
        # QRY X-FRM-09 S-CHL-02 QNG S-CHL-06
        <<< QRY <qry>\r\n
            QNG\r\n
        """
      Then Alice still answers

    @certify-server @challenge @S-CHL-06 @X-FRM-09
    Example: PNG stands behind the answer in one segment
      Given the kit plays the client
      And Alice is signed in and synchronised
      When Alice sends:
        """
        >>> CHG <chg=9> NLN 0\r\n
        # S-CHG-01
        <<< CHG <chg> NLN 0\r\n
        # S-CHL-01
        <<< CHL 0 <challenge=29409134351025259292>\r\n
        >>> QRY <qry=11> msmsgs@msnmsgr.com 32\r\n
            <digest>PNG\r\n
        # S-CHL-06
        <<< QRY <qry>\r\n
            QNG\r\n
        """
      Then Alice still answers

  Rule: C-XFR-03 It does not matter whether the dispatch server closes

    @certify-client @C-XFR-03
    Example: The dispatch server leaves its connection open
      Given the kit plays the server
      And Alice is about to sign in
      When Alice calls at the dispatch server:
        """
        # C-VER-01
        >>> VER <ver=1> <dialects=MSNP8 CVR0>\r\n
        <<< VER <ver> <agreed=MSNP8 CVR0>\r\n
        # C-CVR-01
        >>> CVR <cvr=2> <lcid=0x0409> <ostype=win> <osver=4.10> <arch=i386> <clientname=MSNMSGR> <clientver=5.0.0544> <id=MSMSGS> <alice=alice@passport.com>\r\n
        <<< CVR <cvr> <recommended=6.0.0602> <recommended2=6.0.0602> <minimum=1.0.0000> <rest-urls=http://download.microsoft.com/download/8/a/4/8a42bcae-f533-4468-b871-d2bc8dd32e9e/SETUP9x.EXE http://messenger.msn.com>\r\n
        # C-USR-01
        >>> USR <usr=3> TWN I <alice>\r\n
        # C-XFR-03
        <<< XFR <usr> NS <notification=207.46.107.95:1863> 0 <dispatch=207.46.104.20:1863>\r\n
        """
      Then Alice signs in at the notification server
